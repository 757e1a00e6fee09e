"""Documents over HTTP: upload, metadata, versions, page images, differences, jobs."""
