"""The sandbox: templates of strangers are looked through and filled in a limited process of their own.

`worker` is that process. It takes the archive apart (`archive`), reads what its parts refer to (`parts`), judges
every tag (`tags`), and only then fills the template. It imports no settings and opens neither file nor connection.
"""
