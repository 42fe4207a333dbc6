"""Which browser and device, in plain words, from what the browser says of itself. Pure."""

# The first that is named there: Edge and Opera also say Chrome, and Chrome also says Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
DEVICES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android device"),
    ("CrOS", "a Chromebook"),
    ("Windows", "a Windows computer"),
    ("Macintosh", "a Mac"),
    ("Linux", "a Linux computer"),
)


def describe(said: str) -> str:
    """“Firefox on a Windows computer”. Only words of ours: whatever a browser says is never stored."""
    browser = next((name for mark, name in BROWSERS if mark in said), "A browser we do not know")
    device = next((name for mark, name in DEVICES if mark in said), "a device we do not know")
    return f"{browser} on {device}"
