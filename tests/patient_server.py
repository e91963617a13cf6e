"""Run `streamlit`, but give a page as long as it needs: on a busy machine the server's limit would end pages that tests wait for."""

from streamlit.web.cli import main

from views.server import limits

limits.PAGE_SECONDS = limits.SECONDS_TO_DRAW = 300

if __name__ == "__main__":
    main(prog_name="streamlit")
