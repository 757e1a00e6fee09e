// The service as OpenAI's own client for Node sees it. Run by tests/integration/clients/test_node.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import OpenAI from "openai";

const baseURL = `${process.env.CHIPCITE_TEST_URL}/v1`;
const apiKey = process.env.CHIPCITE_TEST_KEY;
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const QUESTION = "What is the reset value of CLK_CTLR on the ZX90A32?";
const asked = { model: "chipcite", messages: [{ role: "user", content: QUESTION }] };
const TOOL = {
  type: "function",
  function: { name: "read_file", parameters: { type: "object", properties: { path: { type: "string" } } } },
};

test("models", async () => {
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  assert.equal(ids[0], "chipcite");
  assert.ok((await client.models.retrieve("chipcite")).max_model_len > 0);
});

test("a chat, with citations in the text and beside it", async () => {
  const done = await client.chat.completions.create(asked);
  const [choice] = done.choices;
  assert.match(choice.message.content, /0x00000083/);
  assert.match(choice.message.content, /\[1\][^]*\n\[1\]: http/);
  assert.equal(choice.finish_reason, "stop");
  assert.equal(done.chipcite.citations[0].document, "ZX90_V1.5.pdf");
  assert.equal(done.usage.total_tokens, done.usage.prompt_tokens + done.usage.completion_tokens);
});

test("content in parts, and a developer's message", async () => {
  const messages = [
    { role: "developer", content: "You are an IDE." },
    { role: "user", content: [{ type: "text", text: QUESTION }] },
  ];
  const done = await client.chat.completions.create({ model: "chipcite", messages, seed: 1, verbosity: "low" });
  assert.match(done.choices[0].message.content, /0x00000083/);
});

test("a stream with usage", async () => {
  const whole = await client.chat.completions.create(asked);
  const stream = await client.chat.completions.create({
    ...asked,
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.equal(new Set(chunks.map((chunk) => `${chunk.id} ${chunk.created} ${chunk.object}`)).size, 1);
  assert.equal(chunks[0].choices[0].delta.role, "assistant");
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assert.equal(text, whole.choices[0].message.content);
  assert.equal(chunks.filter((chunk) => chunk.choices[0]?.finish_reason).length, 1);
  const last = chunks.at(-1);
  assert.deepEqual(last.choices, []);
  assert.deepEqual(last.usage, whole.usage);
});

test("a stream without usage has none", async () => {
  for await (const chunk of await client.chat.completions.create({ ...asked, stream: true })) {
    assert.equal(chunk.choices.length, 1);
    assert.equal(chunk.usage ?? null, null);
  }
});

test("the client's helper puts a streamed tool call together", async () => {
  const runner = client.chat.completions.stream({ ...asked, tools: [TOOL], parallel_tool_calls: false });
  const done = await runner.finalChatCompletion();
  const [call] = done.choices[0].message.tool_calls;
  assert.equal(done.choices[0].finish_reason, "tool_calls");
  assert.equal(call.type, "function");
  assert.ok(call.id);
  assert.equal(call.function.name, "read_file");
  assert.deepEqual(JSON.parse(call.function.arguments), { path: "main.c" });
});

test("a completion, whole and streamed", async () => {
  const prompt = QUESTION;
  const done = await client.completions.create({ model: "chipcite", prompt });
  assert.equal(done.object, "text_completion");
  assert.match(done.choices[0].text, /0x00000083/);
  let text = "";
  for await (const chunk of await client.completions.create({ model: "chipcite", prompt, stream: true })) {
    text += chunk.choices[0].text;
  }
  assert.equal(text, done.choices[0].text);
});

test("a text to fill in", async () => {
  const prompt = "<fim_prefix>RCC->CTLR |= <fim_suffix>;<fim_middle>";
  const done = await client.completions.create({ model: "chipcite", prompt, max_tokens: 16 });
  assert.equal(done.choices[0].text, "RCC_PLLON");
});

test("embeddings, which the client asks for in base64", async () => {
  const input = ["watchdog reset", "看门狗复位", "pin PA9"];
  const made = await client.embeddings.create({ model: "chipcite", input });
  const floats = await client.embeddings.create({ model: "chipcite", input, encoding_format: "float" });
  assert.equal(made.data.length, 3);
  assert.equal(made.data[0].embedding.length, 384);
  made.data.forEach((one, row) =>
    one.embedding.forEach((value, column) =>
      assert.ok(Math.abs(value - floats.data[row].embedding[column]) < 1e-6),
    ),
  );
});

test("errors are the client's own", async () => {
  const create = (more) => client.chat.completions.create({ ...asked, ...more });
  await assert.rejects(create({ model: "gpt-none" }), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, "model_not_found");
    return true;
  });
  for (const stream of [false, true]) {
    const messages = [{ role: "user", content: "word ".repeat(60_000) }];
    await assert.rejects(create({ messages, stream }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.equal(error.code, "context_length_exceeded");
      return true;
    });
  }
  const stranger = new OpenAI({ baseURL, apiKey: "wrong", maxRetries: 0 });
  await assert.rejects(stranger.models.list(), (error) => {
    assert.ok(error instanceof OpenAI.AuthenticationError);
    assert.equal(error.code, "invalid_api_key");
    return true;
  });
});
