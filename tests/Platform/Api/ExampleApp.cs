using Niaga.Testing;

namespace Niaga.Platform.Tests.Api;

/// <summary>A site that takes a webhook's address without asking the internet for its name.</summary>
public sealed class ExampleApp : NiagaApp
{
    protected override string[] Configuration => ["--Webhooks:AllowPrivateAddresses=true"];
}
