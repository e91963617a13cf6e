"""How much the server does at once, for one client and for all. docs/api.md says what a client notices of it."""

# Requests for data
REQUESTS_AT_ONCE = 8
REQUESTS_AT_ONCE_OF_A_CLIENT = 4
REQUESTS_WAITING = 40
SECONDS_TO_WAIT = 2  # for a place, before the client is asked to come again
RETRY_AFTER = 5  # seconds
FILES_AT_ONCE = 6  # of pages
FILES_AT_ONCE_OF_A_CLIENT = 4
FILES_WAITING = 100
SECONDS_TO_WAIT_FOR_A_FILE = 30  # a reader who clicks would rather wait than be told to click again
SECONDS_UNTIL_SLOW = 2  # in which a client takes nothing: it gives its place to another, and is sent the rest beside it
SLOW_AT_ONCE = 32
THREADS = 2  # that ask and write for all of them, a turn of a list each time
QUESTION_SECONDS = 5  # until the first byte
SECONDS_TO_GIVE_WAY = 0.5  # to pages that are drawn, before each turn of a list
DOWNLOAD_SECONDS = 900  # until the last byte
MOST_ROWS = 20_000_000  # of one answer
MOST_WORDS = 20  # of a search
LONGEST_QUERY = 4000  # characters

# Pages
PAGES_AT_ONCE = 2  # that are drawn; others wait for their turn
SECONDS_TO_DRAW = 60  # until a waiting page is asked to try again
PAGE_SECONDS = 20  # of questions, for one drawing of a page
LONG_LIST = 10_000  # rows: a longer list is not offered as XLSX, which is written whole before it is sent
OFFERS = 5_000  # of files, by all pages together; each offer is of one list in all its formats
OFFERS_OF_A_SESSION = 60  # some pages full of them
SECONDS_AFTER_A_SESSION = 150  # its files are offered, since Streamlit lets it come back for 120
OFFERED_BYTES = 64 * 2**20  # of the rows that offered files keep in memory
SESSIONS_AT_ONCE = 200

# Logins
LOGIN_HOURS = 12  # until somebody must log in again

# What readers add
LOADS_AT_ONCE = 2  # others wait for their turn
LOAD_SECONDS = 3600
UPLOAD_BYTES = 200 * 2**20  # of the files that a session drops, and of one: as many as `server.maxUploadSize` says
UPLOADS_OF_A_SESSION = 20
TABS_HELD = 20  # of which drafts are kept, if their page is reloaded
HELD_SECONDS = 2 * 3600  # after the last look

# Connections
CONNECTIONS_AT_ONCE = 500
REQUEST_SECONDS = 10  # from the first byte of a request to its last
STALLED_SECONDS = 20  # in which a client takes nothing of what is sent to it
SEND_BYTES = 256 * 1024  # handed to a connection at a time: who takes less in STALLED_SECONDS is taken for stalled
