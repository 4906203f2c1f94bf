using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Subjects;
using Niaga.Platform.UseCases;
using Niaga.Privacy.Answers;
using Niaga.Privacy.Breaches;
using Niaga.Privacy.Notices;
using Niaga.Privacy.Overview;
using Niaga.Privacy.Register;
using Niaga.Privacy.Requests;

namespace Niaga.Privacy;

internal sealed class PrivacyStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<PrivacyDb>();
        services
            .AddTransient<RequestRows>()
            .AddTransient<RequestsByCursor>()
            .AddTransient<RequestDetail>()
            .AddTransient<SubjectSearch>()
            .AddScoped<RequestSteps>();
        services
            .AddTransient<AnswerMaker>()
            .AddTransient<SubjectArchive>()
            .AddTransient<AnswerMasks>()
            .AddTransient<AnswerFiles>()
            .AddTransient<AnswerFile>();
        services.AddTransient<NoticeList>().AddTransient<SubjectRequests>();
        services.AddTransient<ProcessingRegister>().AddTransient<PrivacyCounts>();
        services.AddOptions<ResidencySettings>().BindConfiguration("Residency");
        services.AddTransient<BreachRegister>().AddScoped<BreachSteps>();
        services.AddTransient<ISubjectSource, RequestSource>();
        services.AddUseCasesOf(typeof(PrivacyStartup).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
        NoticesApi.Map(api);
        RequestsApi.Map(api);
        BreachesApi.Map(api);
        ProcessingApi.Map(api);
    }

    public void MapFiles(IEndpointRouteBuilder site)
    {
        AnswerFile.Map(site);
        BreachFiles.Map(site);
        RegisterFiles.Map(site);
        RequestLetter.Map(site);
    }
}
