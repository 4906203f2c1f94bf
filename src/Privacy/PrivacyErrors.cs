using Niaga.Platform.Refusals;

namespace Niaga.Privacy;

/// <summary>Every refusal about requests, notices and registers, by name.</summary>
internal static class PrivacyErrors
{
    public static Refusal RequestNotFound() => new("privacy.request_not_found", 404);

    public static Refusal SubjectNotFound() => new("privacy.subject_not_found", 404, "Subject");

    public static Refusal KindUnknown() => new("privacy.kind_unknown", 400, "Kind");

    public static Refusal DayToCome(string field) => new("privacy.day_to_come", 400, field);

    public static Refusal DayTooOld(string field) => new("privacy.day_too_old", 400, field);

    /// <summary>Nothing is told to somebody who may be another.</summary>
    public static Refusal IdentityMissing() => new("privacy.identity_missing", 409);

    public static Refusal IdentityWayUnknown() => new("privacy.identity_way_unknown", 400, "Way");

    public static Refusal IdentityKnown() => new("privacy.identity_known", 409);

    public static Refusal Closed() => new("privacy.request_closed", 409);

    public static Refusal ExtendedBefore() => new("privacy.extended_before", 409);

    /// <summary>The law lets a business take longer only while the first time runs.</summary>
    public static Refusal ExtendedTooLate() => new("privacy.extended_too_late", 409);

    public static Refusal HoldsAtOnce() => new("privacy.holds_at_once", 409);

    public static Refusal GroundUnknown() => new("privacy.ground_unknown", 400, "Ground");

    public static Refusal NothingCorrected() => new("privacy.nothing_corrected", 400, "Note");

    /// <summary>Who sees some places only would answer with a part.</summary>
    public static Refusal SeesSomePlaces() => new("privacy.sees_some_places", 403);

    public static Refusal AnswerTooLarge(int megabytes) => new("privacy.answer_too_large", 422, null, megabytes);

    public static Refusal NothingToFetch() => new("privacy.nothing_to_fetch", 409);

    public static Refusal NoticeTooShort(string field, int least) => new("privacy.notice_too_short", 400, field, least);

    /// <summary>Nobody was told of it on a day that is over.</summary>
    public static Refusal NoticeBackdated() => new("privacy.notice_backdated", 400, "EffectiveFrom");

    public static Refusal BreachNotFound() => new("privacy.breach_not_found", 404);

    public static Refusal BreachClosed() => new("privacy.breach_closed", 409);

    public static Refusal MomentUnreadable(string field) => new("privacy.moment_unreadable", 400, field);

    public static Refusal MomentToCome(string field) => new("privacy.moment_to_come", 400, field);

    /// <summary>Nobody tells of a breach before it is known.</summary>
    public static Refusal MomentTooEarly(string field) => new("privacy.moment_too_early", 400, field);

    public static Refusal PeopleUnreadable() => new("privacy.people_unreadable", 400, "People");

    public static Refusal ToldBefore() => new("privacy.told_before", 409);

    public static Refusal LateWithoutReason() => new("privacy.late_without_reason", 400, "Late");

    public static Refusal IncidentTold() => new("privacy.incident_told", 409);

    public static Refusal NotAssessed() => new("privacy.not_assessed", 409);

    public static Refusal NotAllTold() => new("privacy.not_all_told", 409);

    public static Refusal LinkUnknown() => new("privacy.link_unknown", 404);

    public static Refusal LinkExpired() => new("privacy.link_expired", 410);

    public static Refusal LinkUsed() => new("privacy.link_used", 410);

    public static Refusal LinkLocked() => new("privacy.link_locked", 410);

    public static Refusal CodeFirst() => new("privacy.code_first", 403);

    public static Refusal CodeWrong(int left) => new("privacy.code_wrong", 403, "Code", left);
}
