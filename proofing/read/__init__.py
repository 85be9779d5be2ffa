"""Files into drafts: plain text (GW-TXT/1), DOCX, PDF."""
