namespace Niaga.Platform.Refusals;

/// <summary>Every refusal of the platform, by name.</summary>
public static class PlatformErrors
{
    public static Refusal Forbidden() => new("platform.forbidden", 403);

    public static Refusal NotInPlan() => new("platform.not_in_plan", 403);

    public static Refusal NotFound() => new("platform.not_found", 404);

    /// <summary>A place of the business that is not there, or not for this caller.</summary>
    public static Refusal BranchNotFound() => new("platform.branch_not_found", 404, "Branch");

    /// <summary>Optimistic concurrency: the row changed since it was read.</summary>
    public static Refusal ChangedByAnother() => new("platform.changed_by_another", 412);

    /// <summary>A PUT of something that has versions, and no word of which one it replaces.</summary>
    public static Refusal PreconditionRequired() => new("platform.precondition_required", 428);

    public static Refusal IfMatchInvalid() => new("platform.if_match_invalid", 400);

    /// <summary>A lock was not to be had in time; the client may try again.</summary>
    public static Refusal Busy() => new("platform.busy", 409);

    /// <summary>The database cannot be reached. What was being written is written wholly or not at all.</summary>
    public static Refusal DatabaseAway() => new("platform.database_away", 503);

    /// <summary>Security notices reach everybody, whatever they choose.</summary>
    public static Refusal NotificationAlways(string field) => new("platform.notification_always", 400, field);

    /// <summary>A mail is plain text: no tag, nothing that could run.</summary>
    public static Refusal TemplateMarkup(string field, string found) => new("platform.template_markup", 400, field, found);

    public static Refusal TemplatePlaceholderUnknown(string field, string name, string known) =>
        new("platform.template_placeholder_unknown", 400, field, name, known);

    /// <summary>Braces that open and do not close, or the other way round.</summary>
    public static Refusal TemplateUnclosed(string field) => new("platform.template_unclosed", 400, field);

    public static Refusal TimeOfDayInvalid(string field) => new("platform.time_of_day_invalid", 400, field);

    /// <summary>Quiet hours that begin when they end.</summary>
    public static Refusal QuietHoursEmpty() => new("platform.quiet_hours_empty", 400, "QuietUntil");

    /// <summary>The database had no connection, lock or time for the request.</summary>
    public static Refusal Overloaded() => new("platform.overloaded", 503);

    /// <summary>The same page's form once more, with other values: it was saved, and its answer may have been lost on the way.</summary>
    public static Refusal FormSentBefore() => new("platform.form_sent_before", 409);

    public static Refusal IdempotencyKeyReused() => new("platform.idempotency_key_reused", 409);

    public static Refusal NotSignedIn() => new("platform.not_signed_in", 401);

    /// <summary>The business asks for fresher sign-ins than this one: idle or signed in for too long.</summary>
    public static Refusal SessionTooOld() => new("platform.session_too_old", 401);

    /// <summary>The business asks a second factor of this role, and this sign-in has none.</summary>
    public static Refusal SecondFactorRequired() => new("platform.second_factor_required", 403);

    /// <summary>Step-up: a dangerous act needs a proof of identity that is minutes old. An API key cannot give one.</summary>
    public static Refusal ProofNeeded() => new("platform.proof_needed", 403);

    /// <summary>Signed in through a business's identity provider: sign-in is managed there.</summary>
    public static Refusal ManagedElsewhere() => new("platform.managed_elsewhere", 403);

    /// <summary>A request with a page's cookie but without the page's token against forgery.</summary>
    public static Refusal ForgeryToken() => new("platform.forgery_token", 400);

    /// <summary>What came cannot be read: no JSON, a wrong type, control characters, broken UTF-8.</summary>
    /// <param name="field">Where in a JSON body, such as <c>lines[0].quantity</c>; null when no place can be told.</param>
    public static Refusal Malformed(string? field = null) => new("platform.malformed", 400, field);

    /// <summary>As <see cref="Malformed"/>, of one field and with the form it is expected in.</summary>
    /// <param name="form">amount, quantity, id, yes_no, number or day; null where no more can be said.</param>
    /// <param name="field">Where, such as <c>lines[0].quantity</c>.</param>
    public static Refusal Unreadable(string? form, string field) =>
        form switch
        {
            "amount" => new("platform.malformed_amount", 400, field),
            "quantity" => new("platform.malformed_quantity", 400, field),
            "id" => new("platform.malformed_id", 400, field),
            "yes_no" => new("platform.malformed_yes_no", 400, field),
            "number" => new("platform.malformed_number", 400, field),
            "day" => new("platform.malformed_day", 400, field),
            _ => Malformed(field),
        };

    public static Refusal MethodNotAllowed() => new("platform.method_not_allowed", 405);

    public static Refusal AddressTooLong() => new("platform.address_too_long", 414);

    public static Refusal NotJson() => new("platform.not_json", 415);

    public static Refusal FileInForm() => new("platform.file_in_form", 415);

    public static Refusal BodyTooLarge() => new("platform.body_too_large", 413);

    public static Refusal TooManyRequests() => new("platform.too_many_requests", 429);

    /// <summary>The act was done, but what it answered cannot be read any more: another version of Niaga wrote it.</summary>
    public static Refusal IdempotencyAnswerGone() => new("platform.idempotency_answer_gone", 409);

    /// <summary>A view of a list without search, filter or order, or with more than fits.</summary>
    public static Refusal ViewEmpty() => new("platform.view_empty", 400);

    public static Refusal ViewNameTaken() => new("platform.view_name_taken", 409, "Name");

    public static Refusal TooManyViews(int most) => new("platform.too_many_views", 409, null, most);

    /// <summary>A sheet of Excel holds a million rows; as CSV the list has no end.</summary>
    public static Refusal ExportTooLong() => new("platform.export_too_long", 422);

    public static Refusal ReportSpanUnknown() => new("platform.report_span_unknown", 400, "Span");

    public static Refusal ReportCompareUnknown() => new("platform.report_compare_unknown", 400, "Compare");

    public static Refusal ReportSortUnknown() => new("platform.report_sort_unknown", 400, "Sort");

    public static Refusal ReportDaysReversed() => new("platform.report_days_reversed", 400, "To");

    public static Refusal ReportDayTooFar(string field, int first, int last) => new("platform.report_day_too_far", 400, field, first, last);

    /// <summary>Of the end of a day nothing is known before it.</summary>
    public static Refusal ReportDayToCome() => new("platform.report_day_to_come", 400, "To");

    /// <summary>A first day for a report of the end of a day.</summary>
    public static Refusal ReportOfOneDay() => new("platform.report_of_one_day", 400, "From");

    /// <summary>More years than a report is made for.</summary>
    public static Refusal ReportTooLong(int mostYears) => new("platform.report_too_long", 400, "From", mostYears);

    /// <summary>As a file it is whole; paper has an end.</summary>
    public static Refusal ReportTooLongForPaper(int mostRows) => new("platform.report_too_long_for_paper", 422, null, mostRows);

    public static Refusal IdempotencyKeyInvalid() => new("platform.idempotency_key_invalid", 400);

    public static Refusal CursorInvalid() => new("platform.cursor_invalid", 400, "Cursor");

    public static Refusal Required(string field) => new("platform.required", 400, field);

    public static Refusal TooLong(string field, int most) => new("platform.too_long", 400, field, most);

    public static Refusal TooManyLines(string field, int most) => new("platform.too_many_lines", 400, field, most);

    public static Refusal Invalid(string field) => new("platform.invalid", 400, field);

    public static Refusal SlugTaken(string slug) => new("platform.slug_taken", 409, "Slug", slug);

    public static Refusal SlugReserved(string slug) => new("platform.slug_reserved", 400, "Slug", slug);

    public static Refusal SlugInvalid() => new("platform.slug_invalid", 400, "Slug");

    public static Refusal NoSuchTransition(string to) => new("platform.no_such_transition", 409, null, to);

    public static Refusal Suspended() => new("platform.suspended", 403);

    /// <summary>A restore changes the business's rows: for minutes it can be read and not written.</summary>
    public static Refusal ReadOnly() => new("platform.read_only", 503);

    public static Refusal IndustryUnknown() => new("platform.industry_unknown", 400, "Industry");

    public static Refusal StateUnknown() => new("platform.state_unknown", 400, "State");

    public static Refusal EmailInvalid() => new("platform.email_invalid", 400, "Email");

    public static Refusal PrivacyNotAgreed() => new("platform.privacy_not_agreed", 400, "Agree");

    /// <summary>Wrong, unknown, locked, too often: one sentence for all.</summary>
    public static Refusal SignInFailed() => new("platform.sign_in_failed", 401);

    /// <summary>Changing the password with a wrong current one, or while the account is locked.</summary>
    public static Refusal PasswordWrong() => new("platform.password_wrong", 400, "Current");

    public static Refusal ResetLinkSpent() => new("platform.reset_link_spent", 400);

    public static Refusal PostcodeInvalid() => new("platform.postcode_invalid", 400, "Postcode");

    public static Refusal PostcodeOfAnotherState(string state) => new("platform.postcode_of_another_state", 400, "Postcode", state);

    public static Refusal TinInvalid() => new("platform.tin_invalid", 400, "Tin");

    public static Refusal SsmInvalid() => new("platform.ssm_invalid", 400, "SsmNumber");

    public static Refusal SstInvalid() => new("platform.sst_invalid", 400, "SstNumber");

    public static Refusal PhoneInvalid() => new("platform.phone_invalid", 400, "Phone");

    /// <summary>A file of no bytes was chosen.</summary>
    public static Refusal FileEmpty(string field) => new("platform.file_empty", 400, field);

    /// <summary>The business has no room left for another file.</summary>
    public static Refusal StorageFull(long mostMegabytes) => new("platform.storage_full", 409, null, mostMegabytes);

    /// <summary>The virus scanner found something in it.</summary>
    public static Refusal FileInfected(string field) => new("platform.file_infected", 400, field);

    /// <summary>Nobody can say whether a file is clean, so none is taken.</summary>
    public static Refusal ScannerAway() => new("platform.scanner_away", 503);

    /// <summary>A restricted record: who is not named says why first, on its page.</summary>
    public static Refusal RecordRestricted() => new("platform.record_restricted", 403);

    /// <summary>The store of the businesses' files does not answer; what was sent is not kept.</summary>
    public static Refusal FilesAway() => new("platform.files_away", 503);

    public static Refusal LogoInvalid(int mostKilobytes) => new("platform.logo_invalid", 400, "Logo", mostKilobytes);
}
