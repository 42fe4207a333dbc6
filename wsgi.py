"""What gunicorn serves and `flask` finds by itself."""

import gc

from app.factory import create_app

app = create_app()
# What the start made stays for good. Looking through it for rubbish would hold a page up for 0.2 s.
gc.freeze()
