"""The pages of an OFD file (GB/T 33190-2016) as SVG pictures: start at `pages.py`.

Nothing of the file is copied into the picture: tags and attributes are ours, numbers are parsed and written
again, images are decoded and encoded anew, glyphs become outlines, words are escaped.
"""
