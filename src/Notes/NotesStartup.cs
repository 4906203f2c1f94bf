using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;
using Niaga.Platform.Subjects;
using Niaga.Platform.Upgrades;
using Niaga.Platform.UseCases;

namespace Niaga.Notes;

internal sealed class NotesStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTransient<RecordNotes>().AddTransient<Mentions>().AddTransient<AttachmentFile>().AddSingleton<FileReader>();
        services.AddTransient<IBinSource, NotesBin>().AddTransient<ISubjectSource, NotesSource>();
        services.AddSingleton(PlainColumns.Of("notes", "comments")).AddSingleton(PlainColumns.Of("notes", "attachments"));
        services.AddUseCasesOf(typeof(NotesStartup).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
        foreach (var kind in api.ServiceProvider.GetServices<NoteKind>())
            NotesApi.Map(api, kind);
        NotesApi.MapDownload(api);
    }

    public void MapFiles(IEndpointRouteBuilder site) => NotesApi.MapDownload(site).ExcludeFromDescription();
}
