using Microsoft.AspNetCore.Mvc;

namespace AgentGrains.Samples.ToolServer;

/// <summary>A tool over HTTP. An agent has it as <c>{"type": "http", "name": "reserve", "url": "http://127.0.0.1:8090/reserve", "effect": "idempotent"}</c>.</summary>
public static class ReservationTool
{
    private const int MaxSeats = 8;

    /// <summary>Makes the server.</summary>
    /// <param name="args">Settings, such as <c>--urls http://127.0.0.1:8090</c>.</param>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton<Reservations>();
        var app = builder.Build();
        app.MapPost("/reserve", Reserve);
        return app;
    }

    // The model reads the body of every answer. A 4xx is final; after a 5xx, or no answer, the step is tried again under the same key.
    private static IResult Reserve([FromHeader(Name = "Idempotency-Key")] string? key, Request request, Reservations reservations) => (key, request.Seats) switch
    {
        (null or "", _) => Results.Problem("Send the header Idempotency-Key.", statusCode: StatusCodes.Status400BadRequest),
        (_, < 1 or > MaxSeats) => Results.Problem($"seats is {request.Seats}; it can be 1 to {MaxSeats}.", statusCode: StatusCodes.Status422UnprocessableEntity),
        _ => Results.Ok(reservations.Reserve(key, request.Seats)),
    };

    private sealed record Request(int Seats);
}
