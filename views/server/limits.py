"""Limits on what the server does at once, per client and in total. docs/api.md explains them for clients."""

# Requests for data
REQUESTS_AT_ONCE = 8
REQUESTS_AT_ONCE_OF_A_CLIENT = 4
REQUESTS_WAITING = 40
SECONDS_TO_WAIT = 2  # wait for a place before the client is asked to try again
RETRY_AFTER = 5  # seconds
FILES_AT_ONCE = 6  # files of pages
FILES_AT_ONCE_OF_A_CLIENT = 4
FILES_WAITING = 100
SECONDS_TO_WAIT_FOR_A_FILE = 30  # after a click, readers prefer waiting to an error
# Without reading; then the client's place goes to another client, and it gets the rest of its answer outside the limit.
SECONDS_UNTIL_SLOW = 2
SLOW_AT_ONCE = 32
THREADS = 2  # threads that query and write for all requests, one batch at a time
QUESTION_SECONDS = 5  # for the first byte
SECONDS_TO_GIVE_WAY = 0.5  # to pages being drawn, before each batch of a list
DOWNLOAD_SECONDS = 900  # for the last byte
MOST_ROWS = 20_000_000  # in one answer
MOST_WORDS = 20  # in a search
LONGEST_QUERY = 4000  # characters

# Pages
PAGES_AT_ONCE = 2  # drawn at once; others wait
SECONDS_TO_DRAW = 60  # wait before the reader is asked to try again
PAGE_SECONDS = 20  # for the queries of one drawing of a page
LONG_LIST = 10_000  # rows; longer lists have no XLSX, which is written as a whole before it is sent
OFFERS = 5_000  # of all pages together; each offer is one list in all its formats
OFFERS_OF_A_SESSION = 60  # several pages full of them
# The files of an ended session stay offered this long, since Streamlit lets a session come back for 120 seconds.
SECONDS_AFTER_A_SESSION = 150
OFFERED_BYTES = 64 * 2**20  # rows kept in memory for offered files
SESSIONS_AT_ONCE = 200

# Logins
LOGIN_HOURS = 12  # until a new login is needed

# What readers add
LOADS_AT_ONCE = 2  # others wait
LOAD_SECONDS = 3600
UPLOAD_BYTES = 200 * 2**20  # of all files of a session, and of a single one; equals `server.maxUploadSize`
UPLOADS_OF_A_SESSION = 20
TABS_HELD = 20  # tabs whose drafts are kept for a reload of the page
HELD_SECONDS = 2 * 3600  # since the tab was last seen

# Connections
CONNECTIONS_AT_ONCE = 500
REQUEST_SECONDS = 10  # from the first byte of a request to its last
STALLED_SECONDS = 20  # without reading anything of the answer
# Passed to a connection at a time; a client that takes less in STALLED_SECONDS counts as stalled.
SEND_BYTES = 256 * 1024
