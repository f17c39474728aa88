using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelCluster.Api.Http;
using ModelCluster.Api.Http.Settings;
using ModelCluster.Api.Tests.Fakes;

namespace ModelCluster.Api.Tests.Http.Settings;

public sealed class SettingsTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("""{"log_verbose_level":1}""", LogLevel.Debug)]
    [InlineData("""{"log_verbose_level":2}""", LogLevel.Trace)]
    [InlineData("""{"log_info":false}""", LogLevel.Warning)]
    [InlineData("""{"log_info":false,"log_warning":false}""", LogLevel.Error)]
    [InlineData("""{"log_info":false,"log_warning":false,"log_error":false}""", LogLevel.None)]
    [InlineData("{}", LogLevel.Information)]
    public async Task Changes_the_log_level_and_answers_with_all_settings(string body, LogLevel expected)
    {
        var levels = _server.Services.GetRequiredService<ILogLevelSwitch>();
        levels.Minimum = LogLevel.Information;
        var answer = await _server.PostAsync("/v2/logging", body);
        levels.Minimum.ShouldBe(expected);
        answer.Text.ShouldStartWith("""{"log_file":"","log_info":""");
        answer.Text.ShouldBe((await _server.GetAsync("/v2/logging")).Text);
    }

    [Theory]
    [InlineData("""{"log_warning":false}""")]
    [InlineData("""{"log_file":"/tmp/x"}""")]
    [InlineData("""{"log_format":"ISO8601"}""")]
    [InlineData("""{"log_verbose_level":-1}""")]
    [InlineData("""{"log_info":1}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Refuses_settings_without_effect_and_changes_nothing(string body)
    {
        var levels = _server.Services.GetRequiredService<ILogLevelSwitch>();
        var before = levels.Minimum;
        (await _server.PostAsync("/v2/logging", body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        levels.Minimum.ShouldBe(before);
    }

    [Fact]
    public void Starts_from_the_configured_level_and_takes_effect_on_our_own_messages_only()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new Everything()).AddFilter("ModelCluster", LogLevel.Warning));
        services.AddOpenInferenceProtocol();
        using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<ILoggerFactory>();
        var (ours, others) = (factory.CreateLogger("ModelCluster.Api"), factory.CreateLogger("Microsoft.AspNetCore"));
        var levels = provider.GetRequiredService<ILogLevelSwitch>();

        levels.Minimum.ShouldBe(LogLevel.Warning);
        ours.IsEnabled(LogLevel.Information).ShouldBeFalse();
        levels.Minimum = LogLevel.Debug;
        ours.IsEnabled(LogLevel.Debug).ShouldBeTrue();
        others.IsEnabled(LogLevel.Debug).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/v2/trace/setting")]
    [InlineData("/v2/models/m/trace/setting")]
    public async Task Shows_that_tracing_is_off_and_cannot_be_changed_here(string path)
    {
        (await _server.GetAsync(path)).Text.ShouldStartWith("""{"trace_level":["OFF"],""");
        (await _server.PostAsync(path, """{"trace_level":["TIMESTAMPS"]}""")).Status.ShouldBe(HttpStatusCode.NotImplemented);
    }

    [Fact]
    public async Task Refuses_trace_settings_of_an_unknown_model() =>
        (await _server.GetAsync("/v2/models/foo/trace/setting")).Status.ShouldBe(HttpStatusCode.NotFound);

    private sealed class Everything : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
