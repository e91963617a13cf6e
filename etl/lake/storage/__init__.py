"""Where a lake is kept: a folder on a disk, or objects in storage that speaks S3."""
