"""Questions about one release. Depends on releases, not on files or Streamlit."""
