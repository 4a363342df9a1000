//! Many readings to one dossier.
