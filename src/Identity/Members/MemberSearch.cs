using Niaga.Platform.Callers;
using Niaga.Platform.Modules;

namespace Niaga.Identity.Members;

/// <summary>
/// Members for search everywhere, by name or address. They are few, and lie outside the business: read whole, then looked through.
/// </summary>
internal sealed class MemberSearch(MemberList members, Caller caller) : ISearchSource
{
    public string List => "settings/members";

    public async Task<IReadOnlyList<SearchHit>> Find(SearchTerms terms, int most, CancellationToken cancel) =>
        [
            .. (await members.Members(cancel))
                .Where(m => terms.Fit(m.Name, m.Email))
                .Select(m => new SearchHit(m.Name, PathOf(m), m.Email, terms.RankOf(m.Name)))
                .OrderBy(h => h.Rank)
                .Take(most),
        ];

    private string PathOf(MemberList.Row member) =>
        caller.May(PlatformPermissions.MembersManage)
            ? $"settings/members/{member.Person}"
            : $"settings/members?q={Uri.EscapeDataString(member.Email)}";
}
