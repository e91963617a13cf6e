"""The pages. Only this package and `dashboard.py` know Streamlit."""
