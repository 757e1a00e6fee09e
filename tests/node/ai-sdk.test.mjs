// The service as the AI SDK's provider for compatible servers sees it, which is what Cline uses.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embedMany, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";

const provider = createOpenAICompatible({
  name: "chipcite",
  baseURL: `${process.env.CHIPCITE_TEST_URL}/v1`,
  apiKey: process.env.CHIPCITE_TEST_KEY,
  includeUsage: true,
});
const model = provider("chipcite");
const prompt = "What is the reset value of CLK_CTLR on the ZX90A32?";
const maxRetries = 0;

test("a text", async () => {
  const done = await generateText({ model, prompt, maxRetries });
  assert.match(done.text, /0x00000083/);
  assert.equal(done.finishReason, "stop");
  assert.ok(done.usage.inputTokens > 0 && done.usage.outputTokens > 0);
});

test("a stream with usage, as Cline words its request", async () => {
  const system = "You are Cline, a highly skilled software engineer with extensive knowledge.";
  const content = `<user_input mode="act">${prompt}</user_input>\n<file_content path="a.c">\n#define X 1\n</file_content>`;
  const done = streamText({ model, system, messages: [{ role: "user", content }], maxRetries });
  let text = "";
  for await (const piece of done.textStream) text += piece;
  assert.match(text, /0x00000083/);
  assert.equal(await done.finishReason, "stop");
  assert.ok((await done.usage).inputTokens > 0);
});

const readFile = (seen) =>
  tool({
    description: "Read a file of the project.",
    inputSchema: jsonSchema({ type: "object", properties: { path: { type: "string" } }, required: ["path"] }),
    execute: async (input) => {
      seen.push(input);
      return "int main(void) { return 0; }";
    },
  });

test("tools, streamed over two steps", async () => {
  const seen = [];
  const tools = { read_file: readFile(seen) };
  const done = streamText({ model, prompt, tools, stopWhen: stepCountIs(3), maxRetries });
  const kinds = [];
  for await (const part of done.fullStream) {
    assert.notEqual(part.type, "error", String(part.error));
    kinds.push(part.type);
  }
  assert.deepEqual(seen, [{ path: "main.c" }]);
  assert.ok(kinds.includes("tool-call") && kinds.includes("tool-result"));
  assert.match(await done.text, /done/);
  assert.equal(await done.finishReason, "stop");
});

test("embeddings", async () => {
  const { embeddings } = await embedMany({
    model: provider.embeddingModel("chipcite"),
    values: ["watchdog", "看门狗"],
    maxRetries,
  });
  assert.deepEqual(embeddings.map((one) => one.length), [384, 384]);
});

test("an overflow has the code that Cline looks for", async () => {
  const long = generateText({ model, prompt: "word ".repeat(60_000), maxRetries });
  await assert.rejects(long, (error) => {
    assert.equal(error.statusCode, 400);
    assert.equal(JSON.parse(error.responseBody).error.code, "context_length_exceeded");
    return true;
  });
});
