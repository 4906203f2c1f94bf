using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.Extensions.Logging.Abstractions;

namespace Niaga.Site.Rendering;

/// <summary>
/// The renderer a component is attached to. It ignores a component's own StateHasChanged: <see cref="PageTree"/> draws each component once,
/// when its data is there. One for the whole site.
/// </summary>
internal sealed class StaticRenderer(IServiceProvider services, ResourceAssetCollection assets)
    : Renderer(services, NullLoggerFactory.Instance)
{
    public override Dispatcher Dispatcher { get; } = new Inline();

    protected override ResourceAssetCollection Assets => assets;

    public RenderHandle Handle => MakeHandle(this, int.MaxValue);

    protected override void HandleException(Exception exception) =>
        throw new InvalidOperationException("A static page is not rendered by this.", exception);

    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch) => Task.CompletedTask;

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern RenderHandle MakeHandle(Renderer renderer, int componentId);

    /// <summary>Components run in their request's <see cref="SerialContext"/>; nothing has to be brought there.</summary>
    private sealed class Inline : Dispatcher
    {
        public override bool CheckAccess() => true;

        public override Task InvokeAsync(Action workItem)
        {
            workItem();
            return Task.CompletedTask;
        }

        public override Task InvokeAsync(Func<Task> workItem) => workItem();

        public override Task<TResult> InvokeAsync<TResult>(Func<TResult> workItem) => Task.FromResult(workItem());

        public override Task<TResult> InvokeAsync<TResult>(Func<Task<TResult>> workItem) => workItem();
    }
}
