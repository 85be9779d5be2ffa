"""Is the draft right? 核稿 over text, fields and layout. No Django, no tables: `proofing.proof.proof(draft, meta)`."""
