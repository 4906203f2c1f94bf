using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.UseCases;
using Niaga.Trade.Branches;

namespace Niaga.Testing;

/// <summary>Places of a business, as its owner adds and changes them: this node knows of it at once.</summary>
public static class Places
{
    public static async Task<Guid> AddPlace(this TestBusiness business, BranchInput place)
    {
        ArgumentNullException.ThrowIfNull(business);
        await using var scope = business.Act();
        return (await CreateBranch.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), place, default)).Value;
    }

    public static async Task ChangePlace(this TestBusiness business, Guid id, BranchInput to)
    {
        ArgumentNullException.ThrowIfNull(business);
        await using var scope = business.Act();
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        _ = (await ChangeBranch.Do(runner, new(id, to, Version: null), default)).Value;
    }

    public static async Task ClosePlace(this TestBusiness business, Guid id)
    {
        ArgumentNullException.ThrowIfNull(business);
        await using var scope = business.Act();
        _ = (await ArchiveBranch.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), id, default)).Value;
    }
}
