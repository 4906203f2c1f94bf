using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>Every refusal about customers, by name.</summary>
public static class CustomerErrors
{
    /// <summary>No file of this customer.</summary>
    public static Refusal ConsentPaperUnknown() => new("trade.consent_paper_unknown", 404, "Attachment");

    public static Refusal NotFound() => new("trade.customer_not_found", 404);

    public static Refusal KindUnknown() => new("trade.customer_kind_unknown", 400, "Kind");

    public static Refusal PhoneInvalid(string field) => new("trade.customer_phone_invalid", 400, field);

    public static Refusal EmailInvalid(string field) => new("trade.customer_email_invalid", 400, field);

    public static Refusal StateUnknown(string field) => new("trade.customer_state_unknown", 400, field);

    public static Refusal PostcodeInvalid(string field) => new("trade.customer_postcode_invalid", 400, field);

    public static Refusal PostcodeOfAnotherState(string field, string state) =>
        new("trade.customer_postcode_of_another_state", 400, field, state);

    public static Refusal RegistrationInvalid() => new("trade.customer_registration_invalid", 400, "Registration");

    public static Refusal CreditLimitInvalid() => new("trade.customer_credit_limit_invalid", 400, "CreditLimit");

    public static Refusal CreditLimitForbidden() => new("trade.customer_credit_limit_forbidden", 403, "CreditLimit");

    public static Refusal TooMany(string field, int most) => new("trade.customer_too_many", 400, field, most);

    /// <param name="field">Which of the input's.</param>
    /// <param name="who">Name of the customer that has it.</param>
    public static Refusal PhoneTaken(string field, string who) => new("trade.customer_phone_taken", 409, field, who);

    /// <param name="field">Which of the input's.</param>
    /// <param name="who">Name of the customer that has it.</param>
    public static Refusal EmailTaken(string field, string who) => new("trade.customer_email_taken", 409, field, who);

    /// <summary>Refused only until somebody says that two customers share it.</summary>
    internal static bool IsShared(Refusal refusal) => refusal.Code is "trade.customer_phone_taken" or "trade.customer_email_taken";

    /// <param name="who">Name of the customer that has it.</param>
    public static Refusal TinTaken(string who) => new("trade.customer_tin_taken", 409, "Tin", who);

    public static Refusal IdentityKindUnknown() => new("trade.customer_identity_kind_unknown", 400, "IdentityKind");

    /// <param name="kind">What was read: each kind has a form of its own.</param>
    public static Refusal IdentityInvalid(string kind) =>
        kind switch
        {
            IdentityKinds.MyKad => new("trade.customer_mykad_invalid", 400, "Identity"),
            IdentityKinds.Army => new("trade.customer_army_number_invalid", 400, "Identity"),
            _ => new("trade.customer_passport_invalid", 400, "Identity"),
        };

    /// <param name="who">Name of the customer that has it.</param>
    public static Refusal IdentityTaken(string who) => new("trade.customer_identity_taken", 409, "Identity", who);

    /// <summary>Somebody else has just written a customer with the same number or address.</summary>
    public static Refusal TakenMeanwhile() => new("trade.customer_taken_meanwhile", 409);

    public static Refusal SelectionInvalid(int most) => new("trade.customer_selection_invalid", 400, "Ids", most);

    public static Refusal LimitInvalid(int most) => new("trade.customer_limit_invalid", 400, "Limit", most);

    public static Refusal SortUnknown() => new("trade.customer_sort_unknown", 400, "Sort");

    /// <summary>What was merged into another is found there, and changed there.</summary>
    /// <param name="into">Name of the one that is kept.</param>
    public static Refusal Merged(string into) => new("trade.customer_merged", 409, null, into);

    /// <summary>What was not needed of them is gone: they cannot come back.</summary>
    public static Refusal Removed() => new("trade.customer_removed", 409);

    public static Refusal ConsentPurposeUnknown() => new("trade.consent_purpose_unknown", 400, "Purpose");

    public static Refusal ConsentChannelUnknown() => new("trade.consent_channel_unknown", 400, "Channel");

    public static Refusal ConsentGiven() => new("trade.consent_given", 409, "Purpose");

    public static Refusal ConsentNotFound() => new("trade.consent_not_found", 404);

    public static Refusal ConsentWithdrawn() => new("trade.consent_withdrawn", 409);

    public static Refusal MergeWithItself() => new("trade.merge_with_itself", 400, "Other");

    /// <summary>One of the two is archived, or was merged meanwhile.</summary>
    /// <summary>The restriction is lifted first, by whoever may.</summary>
    public static Refusal MergeOfRestricted() => new("trade.merge_of_restricted", 409);

    public static Refusal MergeOfArchived() => new("trade.merge_of_archived", 409);

    public static Refusal MergeNotFound() => new("trade.merge_not_found", 404);

    public static Refusal MergeUndone() => new("trade.merge_undone", 409);

    /// <summary>The one that was kept has itself been merged since: that merge is undone first.</summary>
    public static Refusal MergeOverlaid() => new("trade.merge_overlaid", 409);
}
