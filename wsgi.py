"""What gunicorn serves and `flask` finds by itself."""

from app.factory import create_app

app = create_app()
