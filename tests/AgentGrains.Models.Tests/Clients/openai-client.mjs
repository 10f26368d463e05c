// Plays recordings with the official Node client, in each of the ways it can ask for an answer, and prints one line of JSON for each answer.
//
//   node openai-client.mjs <folder that has node_modules> <endpoint> < recordings.jsonl
//
// A recording is played until its last answer or its first error. The messages that the client returned are sent back to the server as they are.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [folder, endpoint] = process.argv.slice(2);
const { APIError, OpenAI } = createRequire(join(folder, 'package.json'))('openai');
const client = new OpenAI({ baseURL: endpoint, apiKey: 'none', maxRetries: 0, timeout: 30_000 });

async function whole(request) {
  const { choices: [choice], usage } = await client.chat.completions.create(request);
  return { ...choice, usage };
}

async function streamed(request) {
  const message = { role: 'assistant', content: null };
  let finish_reason, usage;
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } })) {
    usage = chunk.usage ?? usage;
    for (const choice of chunk.choices) {
      finish_reason = choice.finish_reason ?? finish_reason;
      if (choice.delta.content)
        message.content = (message.content ?? '') + choice.delta.content;
      for (const { index, id, type, function: part } of choice.delta.tool_calls ?? []) {
        message.tool_calls ??= [];
        message.tool_calls[index] ??= { id, type, function: { name: part.name, arguments: '' } };
        message.tool_calls[index].function.arguments += part.arguments;
      }
    }
  }
  return { message, finish_reason, usage };
}

async function accumulated(request) {
  const stream = client.chat.completions.stream({ ...request, stream_options: { include_usage: true } });
  const { choices: [choice], usage } = await stream.finalChatCompletion();
  return { ...choice, usage };
}

function print(answer) {
  process.stdout.write(JSON.stringify(answer) + '\n');
}

async function play(recording, ask) {
  const about = { recording: recording.id, way: ask.name };
  const messages = [{ role: 'system', content: `recording: ${recording.id}` }];
  for (const recorded of recording.messages) {
    if (recorded.role !== 'assistant') {
      messages.push(recorded);
      continue;
    }
    try {
      const { message, finish_reason, usage } = await ask({ model: 'gpt-test', messages });
      print({ ...about, message, finish_reason, usage });
      messages.push(message);
    } catch (error) {
      if (!(error instanceof APIError))
        throw error;
      print({ ...about, error: { type: error.constructor.name, status: error.status, message: error.message, retry_after: error.headers?.get('retry-after') } });
      return;
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  for (const ask of [whole, streamed, accumulated])
    await play(JSON.parse(line), ask);
}
