using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
namespace Niaga.Bench;
internal sealed class Alloc : EventListener {
  public static readonly ConcurrentDictionary<string,int> Types = new();
  protected override void OnEventSourceCreated(EventSource s) { if (s.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(s, EventLevel.Verbose, (EventKeywords)1); }
  protected override void OnEventWritten(EventWrittenEventArgs e) { if (e.EventName!.StartsWith("GCAllocationTick")) { Types.AddOrUpdate((string)e.Payload![5]!, 1, (_, n) => n + 1); } }
}
