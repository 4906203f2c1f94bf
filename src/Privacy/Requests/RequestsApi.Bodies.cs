namespace Niaga.Privacy.Requests;

internal static partial class RequestsApi
{
    /// <summary>What somebody asks.</summary>
    /// <param name="Kind" example="access">`access`, `correction`, `portability`, `objection` or `withdrawal`.</param>
    /// <param name="Name" example="Tan Ah Kow">Of somebody the books do not know; else left out.</param>
    /// <param name="Subject">Kind of record of somebody the books know, such as `trade.customer`.</param>
    /// <param name="SubjectId">Whose record.</param>
    /// <param name="Contact" example="012-345 6789">How to reach them.</param>
    /// <param name="Details" example="All that you keep of me.">What they ask for, in their words.</param>
    /// <param name="ReceivedOn">The day it came, such as 2027-03-03; today when left out.</param>
    public sealed record RequestBody(
        string? Kind,
        string? Name,
        string? Subject = null,
        Guid? SubjectId = null,
        string? Contact = null,
        string? Details = null,
        string? ReceivedOn = null
    );

    /// <summary>The new request.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record RequestMade(Guid Id);

    /// <summary>How it was checked who asks.</summary>
    /// <param name="Way" example="document">`document`, `known`, `account` or `other`.</param>
    /// <param name="Note" example="MyKad">What was seen.</param>
    public sealed record IdentityBody(string? Way, string? Note = null);

    /// <summary>Why it takes longer.</summary>
    /// <param name="Reason" example="Old records lie in the store.">As the person is told.</param>
    public sealed record ExtensionBody(string? Reason);

    /// <summary>Why it is refused.</summary>
    /// <param name="Ground" example="identity">Which the law gives.</param>
    /// <param name="Reason" example="We could not tell who asks.">As the person is told.</param>
    public sealed record RefusalBody(string? Ground, string? Reason);

    /// <summary>What was done.</summary>
    /// <param name="Note" example="The address was corrected.">As the person is told; a correction wants it.</param>
    public sealed record AnswerBody(string? Note = null);

    /// <summary>Where the answer is fetched: passed on to whoever asked, the code by another way than the link.</summary>
    /// <param name="Path">Within the business's address; null where there is nothing to fetch.</param>
    /// <param name="OneTimeCode" example="7KXM-42PD">Told once.</param>
    /// <param name="ExpiresAt">From then on the link answers nobody.</param>
    public sealed record AnswerView(string? Path, string? OneTimeCode, DateTimeOffset? ExpiresAt);

    /// <summary>A step that was taken.</summary>
    /// <param name="At">When.</param>
    /// <param name="By" example="Siti binti Ahmad">By whom; null for a program.</param>
    /// <param name="What" example="received">`received`, `identified`, `extended`, `answered`, `refused`, `linked` or `fetched`.</param>
    /// <param name="Note">What was said.</param>
    public sealed record StepView(DateTimeOffset At, string? By, string What, string? Note);

    /// <summary>A request.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number" example="3">Its number in the business.</param>
    /// <param name="Kind" example="access">What is asked for.</param>
    /// <param name="Name" example="Tan Ah Kow">Who asks.</param>
    /// <param name="Contact" example="012-345 6789">How to reach them.</param>
    /// <param name="Details">What they ask for, in their words.</param>
    /// <param name="ReceivedOn">The day it came.</param>
    /// <param name="DueOn">The last day for its answer.</param>
    /// <param name="IdentityWay" example="document">How it was checked who asks; null before.</param>
    /// <param name="State" example="open">`open`, `answered` or `refused`.</param>
    /// <param name="Ground">Of a refusal.</param>
    /// <param name="Steps">The oldest first.</param>
    /// <param name="AnswerExpiresAt">Until when its file can be fetched; null where there is none.</param>
    /// <param name="AnswerOpenedAt">When it was fetched; null before.</param>
    public sealed record RequestView(
        Guid Id,
        int Number,
        string Kind,
        string Name,
        string? Contact,
        string? Details,
        DateOnly ReceivedOn,
        DateOnly DueOn,
        string? IdentityWay,
        string State,
        string? Ground,
        IReadOnlyList<StepView> Steps,
        DateTimeOffset? AnswerExpiresAt,
        DateTimeOffset? AnswerOpenedAt
    );
}
