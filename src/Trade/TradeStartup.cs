using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;
using Niaga.Platform.Subjects;
using Niaga.Platform.UseCases;
using Niaga.Trade.Branches;
using Niaga.Trade.Customers;
using Niaga.Trade.Customers.Import;
using Niaga.Trade.Numbering;
using Niaga.Trade.Shifts;
using Niaga.Trade.Stock;
using Niaga.Trade.Tax;

namespace Niaga.Trade;

internal sealed class TradeStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<TradeDb>();
        services.AddSingleton<TaxRates>();
        services.AddTransient<BranchList>().AddTransient(s => s.GetRequiredService<BranchList>().ForOthers());
        services.AddTransient<IBinSource, ShiftsBin>().AddTransient<IBinSource, CustomersBin>().AddTransient<RemovedCustomer>();
        services.AddScoped<Numbers>().AddScoped<StockLedger>().AddScoped<StockTransfers>().AddScoped<StockRules>();
        services
            .AddTransient<CustomerRecords>()
            .AddTransient<CustomerGroups>()
            .AddTransient<CustomerRows>()
            .AddTransient<CustomersByCursor>()
            .AddTransient<CustomerLookup>()
            .AddTransient<OtherCustomers>();
        services
            .AddTransient<CustomerDetail>()
            .AddTransient<CustomerConsentList>()
            .AddTransient<CustomerDuplicates>()
            .AddTransient<CustomerNames>()
            .AddTransient<CustomerLooks>();
        services
            .AddTransient(s => CustomerNames.ForReports(s.GetRequiredService<CustomerNames>()))
            .AddSingleton(SealPlainCustomers.AtStart)
            .AddSingleton(CustomersAnew.Numbers)
            .AddSingleton(CustomersAnew.Contacts)
            .AddSingleton(CustomersAnew.Tokens);
        services.AddTransient<ISubjectKind, CustomerSubjects>().AddTransient<ISubjectSource, CustomerSource>();
        services.AddTransient<ISubjectSource, ShiftSource>();
        services.AddTransient<CustomerTimeline>().AddTransient<ICustomerTimeline, CustomerHistory>();
        services.AddTransient<CustomersKnown>().AddTransient<CustomerImportWriter>().AddTransient<CustomerImportUndo>();
        services.AddSingleton(CustomerRestriction.Kind);
        services.AddSingleton(CustomerNotes.Kind).AddSingleton(CustomerOwnFields.Kind).AddTransient<ICustomerTimeline, NoteTimeline>();
        services.AddTransient<Roster>().AddTransient<UpcomingShifts>();
        services.AddTransient<WorkShiftRules>().AddTransient<WorkShiftAudit>().AddTransient<WorkShiftNotices>();
        services.AddUseCasesOf(typeof(TradeStartup).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
        CustomersApi.Map(api);
        CustomerFiles.MapApi(api);
        WorkShiftsApi.Map(api);
        RosterFiles.MapApi(api);
    }

    public void MapFiles(IEndpointRouteBuilder site)
    {
        CustomerFiles.Map(site);
        CustomerLooksFile.Map(site);
        RosterFiles.Map(site);
    }
}
