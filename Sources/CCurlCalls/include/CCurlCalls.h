#ifndef C_CURL_CALLS_H
#define C_CURL_CALLS_H

#include <curl/curl.h>

// libcurl's functions for options take any number of arguments of any type, which Swift cannot call. Here is one for each type.

CURLcode curl_set_text(CURL *_Nonnull handle, CURLoption option, const char *_Nullable text);
CURLcode curl_set_number(CURL *_Nonnull handle, CURLoption option, long number);
CURLcode curl_set_size(CURL *_Nonnull handle, CURLoption option, curl_off_t size);
/// The list has to live as long as the call.
CURLcode curl_set_list(CURL *_Nonnull handle, CURLoption option, struct curl_slist *_Nullable list);
/// A pointer that libcurl hands back to a function, such as `CURLOPT_WRITEDATA`.
CURLcode curl_set_pointer(CURL *_Nonnull handle, CURLoption option, void *_Nullable pointer);
/// A copy of the bytes is kept.
CURLcode curl_set_form(CURL *_Nonnull handle, const void *_Nonnull bytes, curl_off_t count);

/// Takes what came: returns `count`, or anything else to give up.
typedef size_t (*curl_taking)(char *_Nonnull bytes, size_t size, size_t count, void *_Nullable pointer);
/// Gives what is to be sent: writes at most `size * count` bytes and returns how many, 0 at the end.
typedef size_t (*curl_giving)(char *_Nonnull bytes, size_t size, size_t count, void *_Nullable pointer);
/// Hears what is said both ways.
typedef int (*curl_hearing)(CURL *_Nonnull handle, curl_infotype type, char *_Nonnull bytes, size_t count, void *_Nullable pointer);

/// For `CURLOPT_WRITEFUNCTION` and `CURLOPT_HEADERFUNCTION`.
CURLcode curl_set_taking(CURL *_Nonnull handle, CURLoption option, curl_taking _Nonnull function);
CURLcode curl_set_giving(CURL *_Nonnull handle, curl_giving _Nonnull function);
CURLcode curl_set_hearing(CURL *_Nonnull handle, curl_hearing _Nonnull function);

/// The last status that the server gave, 0 where there was none.
long curl_last_status(CURL *_Nonnull handle);

#endif
