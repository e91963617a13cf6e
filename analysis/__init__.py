"""Questions asked of one release. Knows releases, not files and not Streamlit."""
