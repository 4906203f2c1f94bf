using Niaga.Platform.Refusals;

namespace Niaga.Trade.Branches;

/// <summary>Every refusal about the places of a business, by name.</summary>
public static class BranchErrors
{
    public static Refusal NotFound() => new("trade.branch_not_found", 404);

    /// <summary>Who works at some branches only adds none.</summary>
    public static Refusal BeyondYours() => new("trade.branch_beyond_yours", 403);

    public static Refusal CodeInvalid() => new("trade.branch_code_invalid", 400, "Code");

    public static Refusal WeekdaysInvalid() => new("trade.branch_weekdays_invalid", 400, "Hours");

    public static Refusal HoursInvalid(string field) => new("trade.branch_hours_invalid", 400, field);

    public static Refusal NameTaken() => new("trade.branch_name_taken", 409, "Name");

    public static Refusal CodeTaken() => new("trade.branch_code_taken", 409, "Code");

    public static Refusal TooMany(int most) => new("trade.branch_too_many", 409, null, most);

    /// <summary>Somebody added another at the same moment.</summary>
    public static Refusal AddedMeanwhile() => new("trade.branch_added_meanwhile", 409);

    /// <summary>A business always has one.</summary>
    public static Refusal LastOne() => new("trade.branch_last", 409);

    /// <param name="items">How many different items lie there.</param>
    public static Refusal StockLeft(int items) => new("trade.branch_stock_left", 409, null, items);

    /// <summary>Somebody is limited to this place alone: they would see nothing any more.</summary>
    /// <param name="who">Their name.</param>
    public static Refusal SomebodyAlone(string who) => new("trade.branch_somebody_alone", 409, null, who);

    /// <summary>Somebody was limited to this place at the same moment.</summary>
    public static Refusal SomebodyMeanwhile() => new("trade.branch_somebody_meanwhile", 409);
}
