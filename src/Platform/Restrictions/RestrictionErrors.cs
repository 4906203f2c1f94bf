using Niaga.Platform.Refusals;

namespace Niaga.Platform.Restrictions;

/// <summary>Refusals about restricted records.</summary>
public static class RestrictionErrors
{
    /// <summary>Of one record.</summary>
    public const int MostPeople = 50;

    /// <summary>Somebody who is no member, or may not see records of this kind.</summary>
    public static Refusal PeopleUnknown() => new("platform.restriction_people_unknown", 400, "People");

    /// <summary>Whoever looks it over later reads it.</summary>
    public static Refusal ReasonTooShort(int least) => new("platform.opening_reason_short", 400, "Reason", least);

    /// <summary>It is open to the caller: nothing need be said.</summary>
    public static Refusal NotClosed() => new("platform.record_not_closed", 409);
}
