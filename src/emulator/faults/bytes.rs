//! The faults of bytes on the wire.

/// Goes on with the table of faults, which `faults_of_meeting` ends.
// Its rows are laid out by hand: rustfmt moves the lines of a text apart.
#[rustfmt::skip]
macro_rules! faults_of_bytes {
    ($($before:tt)*) => {
        faults_of_meeting! {
            $($before)*

            // Bytes on the wire.
            WireTrailingByteTaken = "wire-trailing-byte-taken":
                "A body with a byte after its document is taken.";
            WireSecondDocumentTaken = "wire-second-document-taken":
                "Of a body with two documents the first is taken.";
            WireTruncatedTaken = "wire-truncated-taken":
                "A JSON object without its last brace is taken.";
            WireInvalidUtf8Replaced = "wire-invalid-utf8-replaced":
                "In JSON, bytes that are no UTF-8 are replaced by a character that says so.";
            WireListTakenForStructure = "wire-list-taken-for-structure":
                "A list of one structure is taken for the structure.";
            WireNumberTakenForText = "wire-number-taken-for-text":
                "A number is taken for the text of its digits.";
            WireTextTakenForNumber = "wire-text-taken-for-number":
                "A text of digits is taken for a number.";
            WireBooleanTakenForNumber = "wire-boolean-taken-for-number":
                "A boolean is taken for the number 0 or 1.";
            WireTextTakenForList = "wire-text-taken-for-list":
                "A text in the place of PlayerIds is taken for a list of one player.";
            WireHugeIntegerCut = "wire-huge-integer-cut":
                "An integer beyond 64 bits is taken for the largest that there is.";
            WireByteStringPassedOver = "wire-byte-string-passed-over":
                "An optional text that is a byte string in CBOR is passed over.";
            WireNullMaximumIsZero = "wire-null-maximum-is-zero":
                "A game session is created with no slots where its maximum is null.";
            WireAbsentMaximumIsTen = "wire-absent-maximum-is-ten":
                "A game session is created with ten slots where its maximum is left out.";
            WireAbsentPlayerIsAnonymous = "wire-absent-player-is-anonymous":
                "The single form without PlayerId reserves a slot for a player called anonymous.";
            WireMiscasedMemberTaken = "wire-miscased-member-taken":
                "A member is known by a name that begins in lower case.";
            WireUnreadableFails = "wire-unreadable-fails":
                "A body that cannot be read is answered with status 500.";
            WireDepthFails = "wire-depth-fails":
                "A body of lists in lists, hundreds of them, is answered with status 500.";
            WireWhiteSpaceRefused = "wire-white-space-refused":
                "A JSON body with line breaks is refused.";
            WireEscapesRefused = "wire-escapes-refused":
                "A JSON body whose first member has an escaped name is refused.";
            WireIndefiniteRefused = "wire-indefinite-refused":
                "A CBOR map whose length and whose first name's are left open is refused.";
            WireWideRefused = "wire-wide-refused":
                "A CBOR map whose length takes more bytes than it needs is refused.";
            WireNullMemberRefused = "wire-null-member-refused":
                "A request with an optional member that is null is refused.";
            WireUndefinedRefused = "wire-undefined-refused":
                "A CBOR body with an undefined member is refused.";
            WireUnknownMemberRefused = "wire-unknown-member-refused":
                "A request with a member that nobody knows is refused.";
            WireTargetBesidesPathTaken = "wire-target-besides-path-taken":
                "A request over CBOR is taken although it names a target.";
            WireUnclaimedRequestTaken = "wire-unclaimed-request-taken":
                "A request over CBOR is taken although it does not name the protocol.";
            WireMiscasedActionTaken = "wire-miscased-action-taken":
                "The name of an action is known in any case.";
            WireBareTargetTaken = "wire-bare-target-taken":
                "A target is known without its prefix.";
            WireEmptyNameTaken = "wire-empty-name-taken":
                "A game session is created although its name is empty.";
            WireRefusedCallCarriedOut = "wire-refused-call-carried-out":
                "A call of the single form with a second document after it is carried out, and refused.";
            WireRefusedUpdateHalfDone = "wire-refused-update-half-done":
                "An update that is refused for one member sets the maximum all the same.";
            WireRequestIdLeftOut = "wire-request-id-left-out":
                "No reply has a request id.";
            WireContentTypeOfPlainJson = "wire-content-type-of-plain-json":
                "Replies over JSON have the content type application/json.";
            WireProtocolHeaderLeftOut = "wire-protocol-header-left-out":
                "No reply over CBOR says which protocol it is.";
            WireTimesInMilliseconds = "wire-times-in-milliseconds":
                "Times count milliseconds.";
            WireTimesWithoutTag = "wire-times-without-tag":
                "Times in CBOR are numbers without a tag.";
            WireUnreadableCut = "wire-unreadable-cut":
                "The connection is cut in the middle of the reply to what cannot be read.";
            WireSuccessWithStatus400 = "wire-success-with-status-400":
                "A call of the single form that succeeds is answered with status 400.";
            WireFullWithStatus200 = "wire-full-with-status-200":
                "GameSessionFullException is answered with status 200.";
            WireUnknownDescribedWithStatus200 = "wire-unknown-described-with-status-200":
                "A description of what is not there is refused with status 200.";
            WireUnreadUpdateWithStatus200 = "wire-unread-update-with-status-200":
                "An update that cannot be read is refused with status 200.";
        }
    };
}
