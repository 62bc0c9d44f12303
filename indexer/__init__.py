"""Source in, graph out: from the files of a repository to what is known about it."""
