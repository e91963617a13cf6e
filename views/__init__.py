"""The pages. Only this package and `dashboard.py` import Streamlit."""
