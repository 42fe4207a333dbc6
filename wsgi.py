"""What gunicorn serves and `flask` finds by itself. It opens no connection and starts no thread, so that gunicorn can
make it once (`--preload`) and have another worker the moment one is killed."""

import gc

from app.factory import create_app

app = create_app()
# What the start made stays for good. Looking through it for rubbish would hold a page up for 0.2 s.
gc.freeze()
