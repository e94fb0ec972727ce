"""The API's common ground: declared rights, keyset paging, problem details, the viewset of the house."""
