"""A page whose connection breaks reconnects by itself to its session."""

from playwright.sync_api import expect

from tests.browser.conftest import USUAL, find_share_tile, open_more, wait_until_drawn, wait_until_settled


def test_a_page_whose_connection_breaks_comes_back_with_the_choices_of_its_session(readers, address):
    page, sockets = readers(**USUAL).new_page(), []
    page.route_web_socket("**/_stcore/stream", lambda socket: sockets.append((socket, socket.connect_to_server())))
    page.goto(address)
    wait_until_drawn(page)
    open_more(page)
    page.get_by_role("combobox", name="Verification").click()
    page.get_by_role("option", name="Disputed and unconfirmed too").click()
    expect(find_share_tile(page)).to_contain_text("6 of 24")
    wait_until_settled(page)
    for end in sockets[-1]:
        end.close()
    page.get_by_role("radio", name="Week").click()
    page.wait_for_url("**grain=week**")
    wait_until_settled(page)
    expect(find_share_tile(page)).to_contain_text("6 of 24")
    assert len(sockets) == 2  # one new connection, not repeated attempts
