"""Paper: the order sheet (PDF, and DOCX to be edited), the sign for the fence, the list of a week for a briefing.

In reading order: `lines` (words made fit for a line), `sheet` and `week` (what is told, without a page), `map`, `codes`
(pictures and QR codes), `paper` (fonts, styles, page numbers), then a file a document. Strangers' words are escaped in
`paper.text`, and nowhere else.
"""
