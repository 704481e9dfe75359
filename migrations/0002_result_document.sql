-- One run may come as a document and as a bundle that holds the document.
CREATE INDEX result_document ON result (document_sha256);
