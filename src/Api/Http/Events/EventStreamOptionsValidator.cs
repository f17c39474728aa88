using Microsoft.Extensions.Options;

namespace ModelCluster.Api.Http.Events;

/// <summary>Checks the settings at start.</summary>
[OptionsValidator]
internal sealed partial class EventStreamOptionsValidator : IValidateOptions<EventStreamOptions>;
