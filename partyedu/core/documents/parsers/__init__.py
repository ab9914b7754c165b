"""One module for each family of files, run in the child process. Each has `read(data)`, pictures also
`clean(data)`; both give a dict of JSON values and bytes, or raise anything."""
