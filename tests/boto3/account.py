"""The account that the check gives: what was as expected, and what was not."""


class Surprise(Exception):
    """The emulator answered otherwise than the API says."""


def expect(holds, what):
    """Raises unless `holds`."""
    if not holds:
        raise Surprise(what)


def say(what):
    """Prints one line of the account."""
    print(f"ok  {what}", flush=True)


def expect_refusal(exception, call, **members):
    """Checks that `call` raises `exception`, the class that boto3 made for it."""
    name = exception.__name__
    action = call.__name__
    try:
        reply = call(**members)
    except exception as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        expect(status == 400, f"{action}: {name} came with status {status}")
        say(f"{action} -> {name}: {error.response['Error'].get('Message', '')}")
    else:
        raise Surprise(f"{action}: expected {name}, got {reply}")
