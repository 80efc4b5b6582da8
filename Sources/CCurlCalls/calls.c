#include "CCurlCalls.h"

CURLcode curl_set_text(CURL *handle, CURLoption option, const char *text) { return curl_easy_setopt(handle, option, text); }

CURLcode curl_set_number(CURL *handle, CURLoption option, long number) { return curl_easy_setopt(handle, option, number); }

CURLcode curl_set_size(CURL *handle, CURLoption option, curl_off_t size) { return curl_easy_setopt(handle, option, size); }

CURLcode curl_set_list(CURL *handle, CURLoption option, struct curl_slist *list) { return curl_easy_setopt(handle, option, list); }

CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *pointer) { return curl_easy_setopt(handle, option, pointer); }

CURLcode curl_set_form(CURL *handle, const void *bytes, curl_off_t count) {
    // The size goes first: the copy is made when the bytes are given.
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}

CURLcode curl_set_taking(CURL *handle, CURLoption option, curl_taking function) { return curl_easy_setopt(handle, option, function); }

CURLcode curl_set_giving(CURL *handle, curl_giving function) { return curl_easy_setopt(handle, CURLOPT_READFUNCTION, function); }

CURLcode curl_set_hearing(CURL *handle, curl_hearing function) { return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, function); }

long curl_last_status(CURL *handle) {
    long status = 0;
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}
