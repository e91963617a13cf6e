"""What a client has, and takes: ETags that still stand, and compressed bytes."""

from starlette.requests import Request


def is_known(request: Request, etag: str) -> bool:
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return "*" in known or etag in known


def takes_gzip(accepted: str) -> bool:
    for coding in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in coding.split(";"))
        if name in ("gzip", "x-gzip", "*"):
            return not any(word.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for word in parameters)
    return False
