using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelCluster.Actors.Journal;
using ModelCluster.Node.Repository;
using ModelCluster.Node.Sql;

namespace ModelCluster.Journal.Tests.Adapters;

public sealed class JournalConnectionTests
{
    [Theory]
    [InlineData("", "SQLite file /data/journal.db")]
    [InlineData("Data Source=/var/lib/j.db", "SQLite file /var/lib/j.db")]
    [InlineData("Host=db.example;Database=mc;Username=u;Password=p", "PostgreSQL database 'mc' at db.example:5432")]
    public async Task A_connection_string_tells_the_database(string connection, string name)
    {
        await using var database = JournalConnection.Parse(connection, "/data");
        database.Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("journal.db")]
    [InlineData("Filename=x")]
    [InlineData("Host=x;Colour=secret")]
    [InlineData("Data Source=a;Password=secret")]
    public void Another_is_refused_with_what_is_allowed_and_without_repeating_it(string connection)
    {
        var refused = Should.Throw<ArgumentException>(() => JournalConnection.Parse(connection, "/data"));
        refused.Message.ShouldContain("Journal:Connection");
        refused.Message.ShouldContain("'Data Source=PATH'");
        refused.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Registering_it_opens_nothing()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"modelcluster-{Guid.NewGuid():N}");
        var services = new ServiceCollection();
        services.Configure<RepositoryOptions>(_ => { });
        services.AddSingleton(Options.Create(new RepositoryOptions { DataFolder = folder }));
        services.AddJournal(new ConfigurationBuilder().Build());
        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IJournal>().ShouldNotBeNull();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_setting_stops_the_start()
    {
        var services = new ServiceCollection();
        services.AddJournal(new ConfigurationBuilder().AddInMemoryCollection([new("Journal:Connection", "nonsense")]).Build());
        using var provider = services.BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<JournalOptions>>().Value).Message.ShouldContain("Journal:Connection");
    }
}
