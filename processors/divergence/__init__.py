"""What differs between the renderings of one utterance: one module for each kind of divergence and each check."""
