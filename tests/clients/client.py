"""Calls the gateway as programs written for OpenAI do; prints a JSON object of checks, `ok` or what went wrong."""

import io
import json
import sys
import traceback

import openai

base_url, fact, fact_question = sys.argv[1:4]
client = openai.OpenAI(base_url=base_url, api_key="nobody-signs-in-here", max_retries=0)
MODEL = "local-extractive"
MESSAGES = [{"role": "user", "content": "Are you there?"}]
SCHEMA = {
    "type": "object",
    "properties": {"query": {"type": "string"}},
    "required": ["query"],
    "additionalProperties": False,
}
TOOLS = [{"type": "function", "function": {"name": "search", "parameters": SCHEMA}}]


def models():
    ids = [model.id for model in client.models.list()]
    assert {"groundwork", MODEL, "local-hashed", "local-echo"} <= set(ids), ids
    assert client.models.retrieve(MODEL).id == MODEL


def chat():
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert len(answer.choices[0].message.content) > 10
    assert answer.usage.total_tokens > 0


def chat_streamed():
    whole = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    text, usage = "", None
    for chunk in client.chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    ):
        text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        usage = chunk.usage or usage
    assert text == whole.choices[0].message.content, text
    assert usage.total_tokens == whole.usage.total_tokens


def tools():
    asked = dict(model=MODEL, messages=MESSAGES, tools=TOOLS, tool_choice="required")
    called = client.chat.completions.create(**asked).choices[0].message.tool_calls[0].function
    assert called.name == "search" and list(json.loads(called.arguments)) == ["query"]
    pieces = [
        call.function.arguments or ""
        for chunk in client.chat.completions.create(**asked, stream=True)
        if chunk.choices
        for call in chunk.choices[0].delta.tool_calls or []
    ]
    assert "".join(pieces) == called.arguments, pieces


def json_schema():
    answer = client.chat.completions.create(
        model=MODEL,
        messages=MESSAGES,
        response_format={"type": "json_schema", "json_schema": {"name": "q", "strict": True, "schema": SCHEMA}},
    )
    assert list(json.loads(answer.choices[0].message.content)) == ["query"]


def embeddings():
    answer = client.embeddings.create(model="local-hashed", input=["one", "two"], dimensions=16)
    assert [len(item.embedding) for item in answer.data] == [16, 16]
    assert abs(sum(x * x for x in answer.data[0].embedding) - 1) < 1e-4


def responses():
    assert len(client.responses.create(model=MODEL, input="Are you there?").output_text) > 10


def responses_streamed():
    whole = client.responses.create(model=MODEL, input="Are you there?")
    events = list(client.responses.create(model=MODEL, input="Are you there?", stream=True))
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert text == whole.output_text, text
    assert events[-1].type == "response.completed"


def speech_and_transcription():
    spoken = client.audio.speech.create(model="local-tones", voice="alloy", input=fact, response_format="wav")
    for _ in range(2):  # once by each deployment
        recording = io.BytesIO(spoken.content)
        recording.name = "said.wav"
        assert client.audio.transcriptions.create(model="local-hearing", file=recording).text == fact


def realtime():
    with client.realtime.connect(model="local-echo") as connection:
        message = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello there"}]}
        connection.conversation.item.create(item=message)
        connection.response.create()
        text = ""
        for event in connection:
            # The two deployments speak the two dialects of the API.
            if event.type in ("response.output_text.delta", "response.text.delta"):
                text += event.delta
            if event.type == "response.done":
                break
        assert text == "You said: hello there", text


def documents():
    answer = client.chat.completions.create(
        model="groundwork", messages=[{"role": "user", "content": fact_question}]
    )
    assert "heliotrope" in answer.choices[0].message.content and "[1]" in answer.choices[0].message.content
    assert answer.model_extra["citations"][0]["n"] == 1, answer.model_extra


def documents_streamed():
    text, citations = "", None
    for chunk in client.chat.completions.create(
        model="groundwork", messages=[{"role": "user", "content": fact_question}], stream=True
    ):
        text += chunk.choices[0].delta.content or ""
        citations = (chunk.model_extra or {}).get("citations", citations)
    assert "heliotrope" in text and citations[0]["quote"], (text, citations)


def errors():
    try:
        client.chat.completions.create(model="none", messages=MESSAGES)
    except openai.NotFoundError as error:
        assert error.code == "model_not_found"
    else:
        raise AssertionError("a model that there is not was found")


CHECKS = [
    models,
    chat,
    chat_streamed,
    tools,
    json_schema,
    embeddings,
    responses,
    responses_streamed,
    speech_and_transcription,
    realtime,
    documents,
    documents_streamed,
    errors,
]
results = {}
for check in CHECKS:
    try:
        check()
        results[check.__name__] = "ok"
    except Exception:  # every check is told of, whatever ends it
        results[check.__name__] = traceback.format_exc(limit=3)
print(json.dumps(results))
