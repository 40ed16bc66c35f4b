//! Obligations: the situations in which a specification-covering run has to issue a command.
