"""Protocol buffers: what generated modules hold, told from the descriptors that they are generated around."""
