using Niaga.Platform.Refusals;
using Npgsql;

namespace Niaga.Trade.Branches;

/// <summary>What use cases about places have in common.</summary>
internal static class BranchRules
{
    /// <summary>More than a small business has, and few enough to choose from in one list.</summary>
    public const int Most = 50;

    public static Refusal? Explain(PostgresException violation) =>
        violation.ConstraintName switch
        {
            "branches_name_unique" => BranchErrors.NameTaken(),
            "branches_code_unique" => BranchErrors.CodeTaken(),
            "branches_place_unique" => BranchErrors.AddedMeanwhile(),
            "branches_one_stays" => BranchErrors.LastOne(),
            "branches_somebody_alone" => BranchErrors.SomebodyMeanwhile(),
            _ => null,
        };
}
